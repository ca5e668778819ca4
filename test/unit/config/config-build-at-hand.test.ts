import assert from 'node:assert/strict';
import test from 'node:test';
import { buildAtHand, buildOfLines, readConfig, sourceFromText } from '../../../core/config/index.js';

const VSFTPD = 'RUN apk add vsftpd\n';

/** A config, the files around it, and the build that they tell of. */
const TREES: readonly (readonly [
  config: string,
  files: Readonly<Record<string, string>>,
  build: string | undefined,
])[] = [
  ['/r/files/etc/vsftpd.conf', { '/r/files/etc/os-release': 'ID=debian\nVERSION_ID="12"\n' }, 'debian-12'],
  ['/r/etc/vsftpd.conf', { '/r/usr/lib/os-release': 'ID=debian\nVERSION_ID=13\n' }, 'debian-13'],
  ['/r/etc/vsftpd.conf', { '/r/etc/os-release': 'ID=debian\nVERSION_CODENAME=sid\n' }, 'debian-sid'],
  [
    '/r/etc/vsftpd/vsftpd.conf',
    { '/r/etc/os-release': 'NAME="Rocky Linux"\nID="rocky"\nVERSION_ID="9.4"\n' },
    'el9',
  ],
  ['/r/etc/vsftpd/vsftpd.conf', { '/r/etc/os-release': 'ID="centos"\nVERSION_ID="7"\n' }, undefined],
  ['/etc/vsftpd.conf', { '/etc/os-release': 'ID=ubuntu\nVERSION_ID="24.04"\n' }, 'ubuntu-24.04'],
  ['/r/etc/vsftpd.conf', { '/r/etc/os-release': 'ID="opensuse-leap"\nVERSION_ID="15.6"\n' }, 'opensuse'],
  ['/r/vsftpd.conf', { '/r/Dockerfile': `FROM alpine:3.20\n${VSFTPD}` }, 'alpine'],
  ['/r/conf/vsftpd.conf', { '/r/Dockerfile': `FROM debian:bookworm-slim\n${VSFTPD}` }, 'debian-12'],
  [
    '/r/root/etc/vsftpd.conf',
    { '/r/Dockerfile': `FROM golang:1.22 AS build\nFROM --platform=linux/amd64 ubuntu:jammy\n${VSFTPD}` },
    'ubuntu-22.04',
  ],
  ['/r/vsftpd.conf', { '/r/Dockerfile': `FROM quay.io/centos/centos:stream9\n${VSFTPD}` }, 'el9'],
  [
    '/r/vsftpd.conf',
    { '/r/Dockerfile': `FROM registry.access.redhat.com/ubi8/ubi-minimal\n${VSFTPD}` },
    'el8',
  ],
  ['/r/vsftpd.conf', { '/r/Dockerfile': 'FROM node:20\nCOPY . .\n' }, undefined],
  ['/r/vsftpd.conf', { '/r/Dockerfile': `FROM debian\n${VSFTPD}` }, undefined],
  ['/r/vsftpd.conf', {}, undefined],
  ['', {}, undefined],
];

test('an older system that takes the same settings is near enough for some uses', () => {
  for (const [image, build] of [
    ['debian:jessie', 'debian-12'],
    ['debian:11-slim', 'debian-12'],
    ['bitnami/minideb:bullseye', 'debian-12'],
    ['ubuntu:focal', 'debian-12'],
    ['centos:7', 'el8'],
    ['centos:6', undefined],
  ] as const) {
    const textOf = (path: string): string | undefined =>
      path === '/r/Dockerfile' ? `FROM ${image}\n${VSFTPD}` : undefined;
    assert.equal(buildAtHand('/r/vsftpd.conf', textOf, true), build, image);
    assert.equal(buildAtHand('/r/vsftpd.conf', textOf), undefined, image);
  }
});

test('a role of Ansible tells for which family it is', () => {
  const meta = (...names: string[]): string =>
    `galaxy_info:\n  platforms:\n${names.map((name) => `    - name: ${name}\n`).join('')}`;
  for (const [files, build] of [
    [{ '/r/meta/main.yml': meta('Debian', 'Ubuntu') }, 'debian-12'],
    [{ '/r/meta/main.yml': meta('EL') }, 'el8'],
    [{ '/r/meta/main.yml': meta('EL', 'Debian') }, undefined],
    [{ '/r/meta/main.yml': 'galaxy_info: {}\n', '/r/tasks/main.yml': '- apt:\n    name: x\n' }, undefined],
    [
      { '/r/meta/main.yml': 'galaxy_info: {}\n', '/r/tasks/main.yml': '- name: x\n  apt: name=x\n' },
      'debian-12',
    ],
    [{ '/r/tasks/main.yml': '- name: x\n  yum:\n    name: x\n' }, 'el8'],
  ] as const) {
    const texts = new Map<string, string>(Object.entries(files));
    const textOf = (path: string): string | undefined => texts.get(path);
    assert.equal(buildAtHand('/r/templates/vsftpd.conf.j2', textOf, true), build, JSON.stringify(files));
    assert.equal(buildAtHand('/r/templates/vsftpd.conf.j2', textOf), undefined);
  }
});

test('the files around a config tell its build', () => {
  for (const [config, files, build] of TREES) {
    const texts = new Map(Object.entries(files));
    assert.equal(
      buildAtHand(config, (path) => texts.get(path)),
      build,
      `${config} ${JSON.stringify(files)}`,
    );
  }
});

test('the lines of a config tell its build, where they leave one and agree', () => {
  for (const [lines, build] of [
    ['reverse_lookup_enable=NO\n', 'el9'],
    ['allow_root_squashed_chroot=YES\n', 'opensuse'],
    ['userlist_file=/etc/vsftpd/user_list\n', 'el9'],
    ['utf8_filesystem=YES\n', undefined],
    ['reverse_lookup_enable=NO\nsecure_chroot_dir=/var/run/vsftpd/empty\n', undefined],
    ['listen=YES\n', undefined],
  ] as const)
    assert.equal(buildOfLines(readConfig(sourceFromText(lines))), build, lines);
});
