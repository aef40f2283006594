;; Ends in every way there is.
(module $throws
  (tag $empty)
  (func (export "throwIt") (throw $empty))
  (func (export "nothing"))
  (func (export "trap") unreachable)
  (func $recurse (export "recurse") (call $recurse)))
