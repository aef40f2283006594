;; A stack that grows downwards in linear memory, below a global, as compilers for C and Rust make it.
(module $bounded
  (memory (export "memory") 1)
  (global $sp (export "__stack_pointer") (mut i32) (i32.const 65536))
  (global $wide (export "wide") (mut i64) (i64.const 65536))
  (global $other (export "other") (mut i32) (i32.const 0))

  ;; Frames of $size bytes, $depth of them, each filled with $value. The depth that was reached.
  (func $descend (export "descend") (param $depth i32) (param $size i32) (param $value i32) (result i32)
      (local $p i32) (local $reached i32)
    (global.set $sp (local.tee $p (i32.sub (global.get $sp) (local.get $size))))
    (global.set $other (i32.add (global.get $other) (i32.const 1)))
    (memory.fill (local.get $p) (local.get $value) (local.get $size))
    (if (i32.gt_u (local.get $depth) (i32.const 1))
      (then
        (local.set $reached
          (call $descend
            (i32.sub (local.get $depth) (i32.const 1)) (local.get $size) (local.get $value)))))
    (global.set $sp (i32.add (local.get $p) (local.get $size)))
    (i32.add (local.get $reached) (i32.const 1)))

  (func (export "set_wide") (param $value i64)
    (global.set $wide (local.get $value)))

  ;; Loops for as long as it takes to be compiled; the last turn sets what it was given.
  (func (export "loop_then_set") (param $turns i32) (param $last i32)
    (loop $next
      (global.set $sp (i32.const 65536))
      (br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (global.set $sp (local.get $last))))
