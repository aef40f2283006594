;; Small functions whose register code is looked at.
(module $kernels
  (memory 1)
  (func $increment (export "increment") (param $x i32) (result i32)
    (i32.add (local.get $x) (i32.const 1)))
  (func $larger (export "larger") (param $a i32) (param $b i32) (result i32)
    (if (result i32) (i32.gt_s (local.get $a) (local.get $b))
      (then (local.get $a))
      (else (local.get $b))))
  (func $sum (export "sum") (param $n i32) (result i32)
    (local $sum i32) (local $i i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (local.set $sum (i32.add (local.get $sum) (local.get $i)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (local.get $sum))
  (func $fib (export "fib") (param $n i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else
        (i32.add
          (call $fib (i32.sub (local.get $n) (i32.const 1)))
          (call $fib (i32.sub (local.get $n) (i32.const 2)))))))
  (func $load (export "load") (param $address i32) (result i32)
    (i32.load offset=16 (local.get $address)))
  ;; The old value of a local must be read before the local is set.
  (func $swap (export "swap") (param $a i32) (param $b i32) (result i32)
    (local.get $a)
    (local.set $a (local.get $b))
    (local.set $b)
    (i32.sub (local.get $a) (local.get $b))))
