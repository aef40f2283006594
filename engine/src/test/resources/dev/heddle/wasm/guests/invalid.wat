;; Well-formed, but not valid: it promises a result and has none.
(module
  (func (export "f") (result i32)))
