#!/usr/bin/env bash
# Builds the benchmarks and runs them; docs/benchmarks.md has what comes out, --help what can be asked for.
# Needs Maven, and a JDK 25 as JAVA_HOME or on the path.
set -euo pipefail

module=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

(cd "$module/.." && mvn -q -DskipTests -Pgraalwasm -pl benchmarks -am package)
exec "$java" ${JAVA_OPTIONS:-} -cp "$module/target/benchmarks.jar" dev.heddle.benchmarks.Benchmarks "$@"
