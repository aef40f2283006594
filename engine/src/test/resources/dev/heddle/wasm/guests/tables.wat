;; Tables of functions and of objects.
(module $tables
  (table $functions (export "functions") 3 5 funcref)
  (table $objects (export "objects") 2 externref)
  (elem (table $functions) (i32.const 0) func $one $two)
  (func $one (export "one") (result i32) (i32.const 1))
  (func $two (result i32) (i32.const 2))
  (func (export "call") (param i32) (result i32) (call_indirect $functions (result i32) (local.get 0)))
  (func (export "getObject") (param i32) (result externref) (table.get $objects (local.get 0)))
  (func (export "setObject") (param i32 externref) (table.set $objects (local.get 0) (local.get 1)))
  (func (export "growFunctions") (param i32) (result i32)
    (table.grow $functions (ref.null func) (local.get 0)))
  (func (export "growObjects") (param externref i32) (result i32)
    (table.grow $objects (local.get 0) (local.get 1))))
