{{- define "mot-cua.labels" -}}
app.kubernetes.io/name: mot-cua
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "mot-cua.selector" -}}
app.kubernetes.io/name: mot-cua
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{- define "mot-cua.image" -}}
{{ required "image.repository is needed" .Values.image.repository }}:{{ required "image.tag is needed" .Values.image.tag }}
{{- end }}

{{/* The services whose settings a role has: its own, or for the worker and the commands all of them. */}}
{{- define "mot-cua.servicesOf" -}}
{{- if hasKey .root.Values.services .role }}{{ list .role | toJson }}
{{- else if eq .role "identity" }}{{ list | toJson }}
{{- else }}{{ keys .root.Values.services | sortAlpha | toJson }}{{ end }}
{{- end }}

{{- define "mot-cua.secretsOf" -}}
{{- $names := .root.Values.secrets }}
{{- range (include "mot-cua.servicesOf" . | fromJsonArray) }}{{ $names = concat $names (get $.root.Values.services .).secrets }}{{ end }}
{{- $names | uniq | toJson }}
{{- end }}

{{- define "mot-cua.environment" -}}
{{- $values := .root.Values -}}
- { name: HOST, value: 0.0.0.0 }
{{- range $name, $address := $values.addresses }}
- { name: {{ upper $name }}_URL, value: {{ required (printf "addresses.%s is needed" $name) $address | quote }} }
{{- end }}
{{- $settings := deepCopy $values.settings }}
{{- range (include "mot-cua.servicesOf" . | fromJsonArray) }}{{ $settings = merge $settings (get $values.services .).settings }}{{ end }}
{{- range $name, $value := $settings }}
- { name: {{ $name }}, value: {{ required (printf "the setting %s is needed" $name) $value | quote }} }
{{- end }}
{{- range (include "mot-cua.secretsOf" . | fromJsonArray) }}
- { name: {{ . }}_FILE, value: /run/secrets/mot-cua/{{ . }} }
{{- end }}
{{- end }}

{{- define "mot-cua.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "mot-cua.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "mot-cua.volumes" -}}
- name: tmp
  emptyDir: { medium: Memory, sizeLimit: 128Mi }
- name: secrets
  secret:
    secretName: {{ required "secretName is needed: a Secret of yours" .root.Values.secretName }}
    defaultMode: 0440
    items:
    {{- range (include "mot-cua.secretsOf" . | fromJsonArray) }}
    - { key: {{ . }}, path: {{ . }} }
    {{- end }}
{{- end }}

{{- define "mot-cua.mounts" -}}
- { name: tmp, mountPath: /tmp }
- { name: secrets, mountPath: /run/secrets/mot-cua, readOnly: true }
{{- end }}
