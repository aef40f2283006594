;; The least a call can do and the least instantiation has to make: what is measured is the cost of
;; the call, or of the instance, itself.
(module
  (func (export "run") (param $n i32) (result i64)
    (i64.extend_i32_s (local.get $n))))
