;; A library that has to be initialized, in the words of WASI a reactor.
(module $reactor
  (import "env" "log" (func $log (param i32)))
  (func $begin (call $log (i32.const 1)))
  (start $begin)
  (func (export "_initialize") (call $log (i32.const 2))))
