;; Calls the host as soon as it is instantiated.
(module $start
  (import "env" "started" (func $started (param i32)))
  (func $begin (call $started (i32.const 7)))
  (start $begin))
