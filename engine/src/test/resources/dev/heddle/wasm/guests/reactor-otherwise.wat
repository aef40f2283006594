;; Has something named as what initializes libraries, but of another type.
(module $reactor-otherwise
  (import "env" "log" (func $log (param i32)))
  (func (export "_initialize") (param i32) (call $log (local.get 0))))
