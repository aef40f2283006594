;; Needs stack switching.
(module $switching
  (type $task (func))
  (type $continuation (cont $task))
  (func (export "lane") (param i32) (result i32) (local.get 0)))
