;; A function whose type is the second of a group, exported and imported.
(module $type-group
  (rec (type $first (func (result i32))) (type $second (func (result i32))))
  (type $alone (func (result i32)))
  (import "host" "second" (func $second (type $second)))
  (table 3 funcref)
  (elem (i32.const 0) $second $exported)
  (func $exported (export "second") (type $second) (i32.const 2))
  (func (export "alone") (type $alone) (i32.const 1))
  (func (export "callSecond") (param i32) (result i32)
    (call_indirect (type $second) (local.get 0)))
  (func (export "callFirst") (param i32) (result i32)
    (call_indirect (type $first) (local.get 0)))
  (func (export "store") (param funcref) (table.set (i32.const 2) (local.get 0))))
