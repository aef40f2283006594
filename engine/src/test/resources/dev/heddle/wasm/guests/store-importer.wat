;; Wants what another module has, and a function from a function of the host.
(module $store-importer
  (import "parts" "answer" (func $answer (result i32)))
  (import "parts" "memory" (memory 1))
  (import "parts" "table" (table 2 funcref))
  (import "parts" "variable" (global (mut i32)))
  (import "parts" "held" (global (mut funcref)))
  (import "parts" "tag" (tag))
  (import "env" "give" (func $give (result funcref)))
  (func (export "ask") (result funcref) (call $give))
  (func (export "relay") (result i32) (call $answer)))
