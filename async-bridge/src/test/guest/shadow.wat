;; What a C compiler makes of functions with arrays on their stack: they live in linear memory, below
;; the global __stack_pointer.
(module $shadow
  (import "env" "get" (func $get (param i32) (result i32)))
  (memory (export "memory") 1)
  (global $__stack_pointer (export "__stack_pointer") (mut i32) (i32.const 65536))

  ;; int keep(int value, int size) { char a[size]; fill a with value; get(value); return sum of a / size; }
  (func $keep (export "keep") (param $value i32) (param $size i32) (result i32)
      (local $sp i32) (local $i i32) (local $sum i32)
    (global.set $__stack_pointer
      (local.tee $sp (i32.sub (global.get $__stack_pointer) (local.get $size))))
    (memory.fill (local.get $sp) (local.get $value) (local.get $size))
    (drop (call $get (local.get $value)))
    (loop $next
      (local.set $sum
        (i32.add
          (local.get $sum)
          (i32.load8_u (i32.add (local.get $sp) (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $size))))
    (global.set $__stack_pointer (i32.add (global.get $__stack_pointer) (local.get $size)))
    (i32.div_u (local.get $sum) (local.get $size)))

  ;; Keeps an array of its own around another function that does.
  (func (export "keep_twice") (param $value i32) (param $size i32) (result i32)
      (local $sp i32) (local $inner i32)
    (global.set $__stack_pointer
      (local.tee $sp (i32.sub (global.get $__stack_pointer) (i32.const 16))))
    (i32.store (local.get $sp) (local.get $value))
    (local.set $inner (call $keep (i32.add (local.get $value) (i32.const 1)) (local.get $size)))
    (local.set $value (i32.load (local.get $sp)))
    (global.set $__stack_pointer (i32.add (local.get $sp) (i32.const 16)))
    (i32.add (i32.mul (local.get $value) (i32.const 1000)) (local.get $inner)))

  ;; Passes the address of a local array to the host, which fills it later; returns its first word.
  (func (export "fill_local") (param $size i32) (result i32) (local $sp i32) (local $word i32)
    (global.set $__stack_pointer
      (local.tee $sp (i32.sub (global.get $__stack_pointer) (local.get $size))))
    (drop (call $get (local.get $sp)))
    (local.set $word (i32.load (local.get $sp)))
    (global.set $__stack_pointer (i32.add (local.get $sp) (local.get $size)))
    (local.get $word))

  ;; Takes stack, and never gets to giving it back.
  (func (export "trap_with_frame") (param $size i32)
    (global.set $__stack_pointer (i32.sub (global.get $__stack_pointer) (local.get $size)))
    (drop (call $get (local.get $size)))
    (unreachable))
  (func (export "leak") (param $size i32)
    (global.set $__stack_pointer (i32.sub (global.get $__stack_pointer) (local.get $size))))
  (func (export "sp") (result i32) (global.get $__stack_pointer)))
