;; A program, in the words of WASI a command.
(module $command
  (import "env" "log" (func $log (param i32)))
  (func (export "_initialize") (call $log (i32.const 2)))
  (func (export "_start") (call $log (i32.const 3))))
