;; A memory that may grow, and a data segment.
(module $memory
  (memory (export "memory") 1 3)
  (data (i32.const 16) "Gr\c3\bc\c3\9fe\00rest")
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "size") (result i32) (memory.size))
  (func (export "load") (param i32) (result i64) (i64.load (local.get 0)))
  (func (export "loadByte") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "store") (param i32 i64) (i64.store (local.get 0) (local.get 1)))
  ;; Writes in the page that growing adds, so that an interpreter that kept the old memory fails.
  (func (export "growAndStore") (param i32) (result i32)
    (drop (memory.grow (i32.const 1)))
    (i32.store (local.get 0) (i32.const 77))
    (i32.load (local.get 0))))
