;; A memory that 32 bits cannot address: 5 GiB.
(module $large
  (memory (export "memory") i64 81920)
  (func (export "load") (param i64) (result i64)
    (i64.load (local.get 0)))
  (func (export "store") (param i64 i64)
    (i64.store (local.get 0) (local.get 1)))
  (func (export "copy") (param i64 i64 i64)
    (memory.copy (local.get 0) (local.get 1) (local.get 2)))
)
