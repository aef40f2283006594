;; Needs the export of another module.
(module $importer-of-lane
  (import "switching" "lane" (func $lane (param i32) (result i32)))
  (func (export "relay") (param i32) (result i32) (call $lane (local.get 0))))
