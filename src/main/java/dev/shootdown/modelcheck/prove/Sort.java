package dev.shootdown.modelcheck.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What kind of thing an expression is. Found by unification: TLA+ is untyped, and two expressions that are compared, or one
 * that is a member of the other, are of one kind. A kind of atoms is called by the constant sets that it comes from, such as
 * {@code Pcpu}; constants for "nothing", such as {@code NoPcpu}, belong to the kind of what they stand in for; strings that
 * one variable takes are a kind of their own.
 */
final class Sort {
    private Sort same;
    private Sort element; // of a set; the argument of a function
    private Sort result; // of a function
    private boolean bool;

    final TreeSet<String> sets = new TreeSet<>();
    final TreeSet<String> constants = new TreeSet<>();
    final TreeSet<String> strings = new TreeSet<>();
    private List<Sort> tuple;

    private Sort() {}

    static Sort unknown() {
        return new Sort();
    }

    static Sort bool() {
        Sort sort = new Sort();
        sort.bool = true;
        return sort;
    }

    static Sort setOf(Sort element) {
        Sort sort = new Sort();
        sort.element = element;
        return sort;
    }

    static Sort function(Sort argument, Sort result) {
        Sort sort = new Sort();
        sort.element = argument;
        sort.result = result;
        return sort;
    }

    static Sort tuple(List<Sort> components) {
        Sort sort = new Sort();
        sort.tuple = List.copyOf(components);
        return sort;
    }

    /** The one that stands for all that this one was unified with. */
    Sort root() {
        Sort at = this;
        while (at.same != null) {
            at = at.same;
        }
        return at;
    }

    boolean isBool() {
        return root().bool;
    }

    boolean isSet() {
        return root().element != null && root().result == null;
    }

    boolean isFunction() {
        return root().result != null;
    }

    Sort element() {
        return root().element.root();
    }

    Sort result() {
        return root().result.root();
    }

    /** The components of the tuples among the values, or null if there are none. */
    List<Sort> components() {
        return root().tuple;
    }

    private boolean atoms() {
        return !sets.isEmpty() || !constants.isEmpty() || !strings.isEmpty() || tuple != null;
    }

    /** Makes the two one kind; false if they cannot be. */
    static boolean unify(Sort one, Sort other) {
        Sort a = one.root();
        Sort b = other.root();
        if (a == b) {
            return true;
        }
        boolean mixed = (a.bool && (b.atoms() || b.element != null)) || (b.bool && (a.atoms() || a.element != null));
        boolean shapes = (a.element != null && b.atoms()) || (b.element != null && a.atoms());
        if (mixed || shapes || (a.element != null && b.element != null && (a.result == null) != (b.result == null))) {
            return false;
        }
        if (a.tuple != null && b.tuple != null && a.tuple.size() != b.tuple.size()) {
            return false;
        }
        b.same = a;
        a.bool |= b.bool;
        a.sets.addAll(b.sets);
        a.constants.addAll(b.constants);
        a.strings.addAll(b.strings);
        Sort element = a.element;
        Sort result = a.result;
        List<Sort> tuple = a.tuple;
        a.element = element == null ? b.element : element;
        a.result = result == null ? b.result : result;
        a.tuple = tuple == null ? b.tuple : tuple;
        boolean fits = element == null || b.element == null || unify(element, b.element);
        fits &= result == null || b.result == null || unify(result, b.result);
        for (int k = 0; tuple != null && b.tuple != null && k < tuple.size(); k++) {
            fits &= unify(tuple.get(k), b.tuple.get(k));
        }
        return fits;
    }

    /** A name that is one to one with kinds, once all are known. */
    String name() {
        Sort root = root();
        if (root.bool) {
            return "Bool";
        }
        List<String> parts = new ArrayList<>(root.sets);
        parts.addAll(root.constants);
        root.strings.forEach(word -> parts.add("s." + word));
        if (root.tuple != null) {
            parts.add("T" + root.tuple.size());
            root.tuple.forEach(part -> parts.add(part.name()));
        }
        return parts.isEmpty() ? "Unknown" : String.join("_", parts);
    }

    /** What a person calls it. */
    @Override
    public String toString() {
        Sort root = root();
        if (root.result != null) {
            return "[" + root.element + " -> " + root.result + "]";
        }
        return root.element != null ? "SUBSET " + root.element : root.name();
    }
}
