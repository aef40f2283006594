;; Vectors in a memory with 64-bit addresses, and in one that is not the first.
(module $vectors-far
  (memory $wide (export "memory") i64 1)
  (memory $second 1)
  (func (export "store") (param i64 v128) (v128.store $wide (local.get 0) (local.get 1)))
  (func (export "load") (param i64) (result v128) (v128.load $wide offset=0x1_0000_0000 (local.get 0)))
  (func (export "storeLane") (param i32 v128)
    (v128.store32_lane $second offset=8 3 (local.get 0) (local.get 1)))
  (func (export "loadSecond") (param i32) (result v128) (v128.load64_zero $second (local.get 0))))
