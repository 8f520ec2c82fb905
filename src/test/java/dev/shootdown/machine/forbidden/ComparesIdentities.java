package dev.shootdown.machine.forbidden;

/** Gives an answer that depends on where the object lies. */
public final class ComparesIdentities {
    private ComparesIdentities() {}

    static int code(Object o) {
        return System.identityHashCode(o);
    }
}
