;; A C guest as clang makes it by default: its stack pointer is in the name section only.
(module $stack_named
  (import "env" "get" (func $get (param i32) (result i32)))
  (memory (export "memory") 2)
  (global $other (mut i32) (i32.const 7))
  (global $__stack_pointer (mut i32) (i32.const 65536))
  ;; int keep(int value) { char a[64]; fill a with value; get(value); return how many bytes are still value; }
  (func (export "keep") (param $value i32) (result i32)
      (local $sp i32) (local $i i32) (local $n i32)
    (global.set $__stack_pointer (local.tee $sp (i32.sub (global.get $__stack_pointer) (i32.const 64))))
    (memory.fill (local.get $sp) (local.get $value) (i32.const 64))
    (drop (call $get (local.get $value)))
    (loop $next
      (local.set $n
        (i32.add
          (local.get $n)
          (i32.eq
            (i32.load8_u (i32.add (local.get $sp) (local.get $i)))
            (local.get $value))))
      (br_if $next
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 64))))
    (global.set $__stack_pointer (i32.add (local.get $sp) (i32.const 64)))
    (local.get $n)))
