/** What no class of the machine may do, one class each: the rules of the architecture are tried on them. */
package dev.shootdown.machine.forbidden;
