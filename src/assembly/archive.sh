#!/bin/sh
# Makes the archive of the demo's classes that the launcher takes, of the distribution in target, by a demo of ten seconds
# with the JDK of JAVA_HOME or the PATH. What it says goes to target/tidecast-demo.log; without an archive a demo only
# takes longer to start.
set -eu
cd "$(dirname "$0")/../.."
rm -f target/tidecast-demo.jsa
# A build that finds no class changed leaves its jar as old as it was, and the launcher would build again. The archive is of
# jars of this time.
touch target/tidecast-*/lib/tidecast-*.jar
# Whatever the time of a source says, this is no reason to build.
export TIDECAST_BUILDING=yes
TIDECAST_JAVA_OPTS='-XX:ArchiveClassesAtExit=target/tidecast-demo.jsa -Xlog:disable' ./tidecast demo --for 10s \
  >target/tidecast-demo.log 2>&1 </dev/null || echo "no archive of the demo's classes was made: see target/tidecast-demo.log"
