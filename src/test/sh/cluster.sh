#!/usr/bin/env bash
# The tests in a cluster, with the table of docs/reliability.md: cluster.sh [ARGUMENT OF MAVEN…]. The cluster is the one that kubectl
# leads to, whose nodes have the images tidecast:0.1.0 and apache/kafka:4.3.1. Or KUBE_UP names a tool that starts one on this machine:
# `$KUBE_UP up`, `$KUBE_UP load IMAGE…` with images of the local Docker engine, `$KUBE_UP down`.
# One pass without the table: cluster.sh -Dfaults.page= -Dcluster.rounds=1
set -euo pipefail
cd "$(dirname "$0")/../../.."

if [ -n "${KUBE_UP:-}" ]; then
  trap '"$KUBE_UP" down' EXIT
  "$KUBE_UP" up
  export KUBECONFIG=${KUBE_DIR:-/var/lib/kube-up}/kubeconfig
  "$KUBE_UP" load tidecast:0.1.0 apache/kafka:4.3.1
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
