;; Calls the host, and has a memory that it does not export.
(module
  (import "env" "look" (func $look))
  (memory 1)
  (data (i32.const 8) "hidden")
  (func (export "look") (call $look)))
