;; Dispatch alone: n steps of four operations on locals, each of which needs the one before.
(module
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (local $sum i32)
    (block $done
      (br_if $done (i32.le_s (local.get $n) (i32.const 0)))
      (loop $step
        (local.set $sum
          (i32.xor
            (i32.add (i32.mul (local.get $sum) (i32.const 31)) (local.get $i))
            (i32.shr_u (local.get $sum) (i32.const 7))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $step (i32.lt_s (local.get $i) (local.get $n)))))
    (i64.extend_i32_u (local.get $sum))))
