;; Imports a function of a capability as one of another type.
(module
  (import "heddle_timers" "sleep" (func $sleep (param i32) (result i32)))
  (func (export "go") (result i32)
    (call $sleep (i32.const 1))))
