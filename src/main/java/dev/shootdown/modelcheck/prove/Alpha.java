package dev.shootdown.modelcheck.prove;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether two formulas are the same but for the names of bound variables. */
final class Alpha {
    private Alpha() {}

    static boolean same(Term a, Term b) {
        return b != null && same(a, b, new HashMap<>());
    }

    private static boolean same(Term a, Term b, Map<Term, Term> names) {
        if (a.getClass() != b.getClass()) {
            return false;
        }
        if (a instanceof Term.Var) {
            return names.getOrDefault(a, a).equals(b);
        }
        if (a instanceof Term.Quantified x && b instanceof Term.Quantified y) {
            if (x.all() != y.all() || x.var().sort().root() != y.var().sort().root()) {
                return false;
            }
            names.put(x.var(), y.var()); // names are unique
            return same(x.body(), y.body(), names);
        }
        if (a instanceof Term.Truth || a instanceof Term.Name) {
            return a.equals(b);
        }
        if (a instanceof Term.Apply x && !x.symbol().equals(((Term.Apply) b).symbol())
                || a instanceof Term.Within w && !w.set().equals(((Term.Within) b).set())
                || a instanceof Term.Part p && p.index() != ((Term.Part) b).index()) {
            return false;
        }
        List<Term> left = Terms.children(a);
        List<Term> right = Terms.children(b);
        if (left.size() != right.size()) {
            return false;
        }
        for (int k = 0; k < left.size(); k++) {
            if (!same(left.get(k), right.get(k), names)) {
                return false;
            }
        }
        return true;
    }
}
