;; Functions above functions down to one of the host, and one that computes.
(module $layers
  (type $unary (func (param i32) (result i32)))
  (import "env" "get" (func $get (type $unary)))
  (table funcref (elem $inner))

  (func $inner (type $unary)
    (i32.add (call $get (local.get 0)) (i32.const 1)))
  (func $middle (type $unary)
    (i32.add (call_indirect (type $unary) (local.get 0) (i32.const 0)) (i32.const 1)))
  (func (export "outer") (type $unary)
    (i32.add (call $middle (local.get 0)) (i32.const 1)))

  ;; Other functions at the same depths.
  (func $below (type $unary) (call $inner (local.get 0)))
  (func (export "beside") (type $unary) (call $below (local.get 0)))

  ;; Computes for ever.
  (func (export "spin") (loop $for_ever (br $for_ever))))
