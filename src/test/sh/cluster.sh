#!/usr/bin/env bash
# The tests in a cluster, with the table of docs/reliability.md: cluster.sh [ARGUMENT OF MAVEN…]. The cluster is the one that kubectl
# leads to, whose nodes have the images tidecast:0.1.0, apache/kafka:4.3.1 and, for DayTwoClusterTest, tidecast:COMMIT of the build that
# pom.xml names as previous.build. Or KUBE_UP names a tool that starts one on this machine: `$KUBE_UP up`, `$KUBE_UP load IMAGE…` with
# images of the local Docker engine, `$KUBE_UP down`; `$KUBE_UP stop kubelet`. Then the image of the build before is made from git's
# history, once.
# One pass without the table: cluster.sh -Dfaults.page= -Dcluster.rounds=1; one test: cluster.sh -Dtest=ChartClusterTest
set -euo pipefail
cd "$(dirname "$0")/../../.."

images="tidecast:0.1.0 apache/kafka:4.3.1"
need_previous() {
  case "$*" in
    *-Dtest=*DayTwo*) return 0 ;;
    *-Dtest=*) return 1 ;;
  esac
}
if [ -n "${KUBE_UP:-}" ]; then
  if need_previous "$@"; then
    commit=$(sed -n 's:.*<previous.build>\(.*\)</previous.build>.*:\1:p' pom.xml)
    images="$images tidecast:$commit"
    docker image inspect "tidecast:$commit" >/dev/null 2>&1 ||
      git archive "$commit" |
      DOCKER_BUILDKIT=0 docker build --quiet --network host -f docker/Dockerfile -t "tidecast:$commit" -
  fi
  trap '"$KUBE_UP" down' EXIT
  "$KUBE_UP" up
  export KUBECONFIG=${KUBE_DIR:-/var/lib/kube-up}/kubeconfig
  # shellcheck disable=SC2086
  "$KUBE_UP" load $images
fi
kubectl version --request-timeout=5s >/dev/null || {
  echo "no cluster answers: kubectl must lead to one, or KUBE_UP name a tool that starts one" >&2
  exit 1
}
./mvnw surefire:test -Pcluster "$@"
for report in target/surefire-reports/TEST-io.tidecast.container.*ClusterTest.xml; do
  if grep -q '<skipped' "$report"; then
    echo "tests in a cluster must run where one answers: $report" >&2
    exit 1
  fi
done
