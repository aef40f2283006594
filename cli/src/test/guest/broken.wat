;; Is not valid: adds numbers of different types.
(module
  (func (export "add") (param i32 i64) (result i32)
    local.get 0
    local.get 1
    i32.add))
