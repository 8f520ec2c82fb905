/**
 * The command line: one class per command, and the manners all of them share (errors, exit codes, JSON, progress). May
 * depend on every other package; no other package depends on it.
 */
package dev.shootdown.cli;
