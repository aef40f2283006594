;; A guest whose allocator does what the test says, and a range that is set aside for stacks.
(module $allocator
  (import "env" "get" (func $get (param i32) (result i32)))
  (memory (export "memory") 4)
  (global $__stack_pointer (export "__stack_pointer") (mut i32) (i32.const 65536))
  (global (export "stacks") i32 (i32.const 131072))
  (global $answer (export "answer") (mut i32) (i32.const 0))
  (global $calls (export "allocations") (mut i32) (i32.const 0))
  (global $frees (export "frees") (mut i32) (i32.const 0))

  ;; -2 traps, -3 waits, everything else is returned.
  (func (export "allocate") (param $size i32) (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (if (i32.eq (global.get $answer) (i32.const -2)) (then (unreachable)))
    (if (i32.eq (global.get $answer) (i32.const -3)) (then (drop (call $get (i32.const 0)))))
    (global.get $answer))

  (func (export "release") (param $address i32)
    (global.set $frees (i32.add (global.get $frees) (i32.const 1))))

  (func (export "answer_with") (param $answer i32)
    (global.set $answer (local.get $answer)))

  ;; Knows how large its memory is.
  (func (export "pages") (result i32)
    (memory.size))

  ;; The stack pointer while it waits, of a frame of $size bytes.
  (func (export "pointer") (param $size i32) (result i32) (local $p i32)
    (global.set $__stack_pointer
      (local.tee $p (i32.sub (global.get $__stack_pointer) (local.get $size))))
    (drop (call $get (i32.const 1)))
    (global.set $__stack_pointer (i32.add (local.get $p) (local.get $size)))
    (local.get $p)))
