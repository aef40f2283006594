;; The middle of a product of 128-bit numbers.
(module $wide-arithmetic
  (func $multiplyAdd (export "multiplyAdd") (param i64 i64 i64) (result i64 i64)
    (i64.add128
      (i64.mul_wide_u (local.get 0) (local.get 1))
      (local.get 2) (i64.const 0))))
