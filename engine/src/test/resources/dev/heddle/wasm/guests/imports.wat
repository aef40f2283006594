;; Asks for one thing of each kind.
(module $imports
  (import "env" "price" (func (param i32) (result i32)))
  (import "env" "memory" (memory 1 2))
  (import "env" "table" (table 2 4 funcref))
  (import "env" "constant" (global i64))
  (import "env" "variable" (global (mut i64))))
