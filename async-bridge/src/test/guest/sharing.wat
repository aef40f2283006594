;; Calls that reach into each other's stacks; the guest has no allocator and takes no notice of how
;; large its memory is.
(module $sharing
  (import "env" "wait" (func $wait (param i32) (result i32)))
  (import "env" "read" (func $read (param i32 i32) (result i32)))
  (memory (export "memory") 2)
  (global $__stack_pointer (export "__stack_pointer") (mut i32) (i32.const 65536))
  (global $cell (mut i32) (i32.const 0))

  ;; Makes known a cell on its stack, waits, and returns what somebody has put there.
  (func (export "sleeper") (result i32) (local $p i32) (local $value i32)
    (global.set $__stack_pointer (local.tee $p (i32.sub (global.get $__stack_pointer) (i32.const 16))))
    (i32.store (local.get $p) (i32.const 0))
    (global.set $cell (local.get $p))
    (drop (call $wait (i32.const 1)))
    (local.set $value (i32.load (local.get $p)))
    (global.set $__stack_pointer (i32.add (local.get $p) (i32.const 16)))
    (local.get $value))

  ;; Puts 42 into that cell, and returns the 7 that is in its own.
  (func (export "waker") (result i32) (local $p i32) (local $own i32)
    (global.set $__stack_pointer (local.tee $p (i32.sub (global.get $__stack_pointer) (i32.const 16))))
    (i32.store (local.get $p) (i32.const 7))
    (i32.store (global.get $cell) (i32.const 42))
    (local.set $own (i32.load (local.get $p)))
    (global.set $__stack_pointer (i32.add (local.get $p) (i32.const 16)))
    (local.get $own))

  ;; Has four bytes on its stack filled by the host, and returns their sum.
  (func (export "load") (param $id i32) (result i32) (local $p i32) (local $sum i32)
    (global.set $__stack_pointer (local.tee $p (i32.sub (global.get $__stack_pointer) (i32.const 32))))
    (memory.fill (local.get $p) (i32.const 0) (i32.const 32))
    (drop (call $read (local.get $p) (local.get $id)))
    (local.set $sum
      (i32.add
        (i32.add (i32.load8_u (local.get $p)) (i32.load8_u offset=1 (local.get $p)))
        (i32.add (i32.load8_u offset=2 (local.get $p)) (i32.load8_u offset=3 (local.get $p)))))
    (global.set $__stack_pointer (i32.add (local.get $p) (i32.const 32)))
    (local.get $sum)))
