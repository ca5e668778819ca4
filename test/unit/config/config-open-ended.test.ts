import assert from 'node:assert/strict';
import test from 'node:test';
import { build, ConfigModel, readConfig, sourceFromText } from '../../../core/config/index.js';
import { checkConfig } from '../../../core/rules/index.js';

function localEnable(text: string): boolean | undefined {
  return new ConfigModel(readConfig(sourceFromText(text)), build('debian-12')).bool('local_enable');
}

test('a template that writes settings leaves the missing ones open', () => {
  for (const line of [
    '{{ key }}={{ value }}',
    '<%= extra %>',
    '<% settings.each do |s| -%>\n<%= s %>\n<% end -%>',
    '{% include "tls.conf" %}',
    '${EXTRA}',
    '{{- range $k, $v := .Values }}\n{{ $k }}={{ $v }}\n{{- end }}',
  ])
    assert.equal(localEnable(`listen=YES\n${line}\n`), undefined, line);
});

test('a template that only steers does not', () => {
  for (const line of [
    '{% if tls %}',
    '{{ if .Tls }}',
    '{{- end }}',
    '{# a remark #}',
    '<% if tls %>',
    '# {{ ansible_managed }}',
    'listen_port={{ port }}',
  ])
    assert.equal(localEnable(`listen=YES\n${line}\n`), false, line);
});

test('what is written is still judged, what may be missing is not', () => {
  const text = 'listen=YES\nlocal_enable=YES\npasv_promiscuous=YES\n{{ key }}={{ value }}\n';
  const codes = checkConfig(readConfig(sourceFromText(text)), { build: 'el9' }).map((found) => found.code);
  assert.deepEqual(codes, ['pasv-promiscuous']);
});
