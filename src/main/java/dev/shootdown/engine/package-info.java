/**
 * Where units of work are done: threads of this process, or an engine that other people operate. Knows nothing of what the
 * work is, and depends on the JDK alone.
 */
package dev.shootdown.engine;
