{{- define "tidecast.labels" -}}
app.kubernetes.io/name: tidecast
app.kubernetes.io/part-of: tidecast
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "tidecast.settings" -}}
tidecast:
  {{- toYaml .Values.settings | nindent 2 }}
{{- end }}
