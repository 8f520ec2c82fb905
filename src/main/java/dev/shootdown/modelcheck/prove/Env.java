package dev.shootdown.modelcheck.prove;

import java.util.HashMap;
import java.util.Map;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;

/** What the names mean at some place: parameters and bound variables, definitions of LET, the {@code @} of EXCEPT. */
final class Env {
    /** A definition of LET and what the names in it mean. */
    record Local(ExprNode body, Env env) {}

    static final Env EMPTY = new Env(Map.of(), Map.of(), Map.of());

    private final Map<SemanticNode, Value> values;
    private final Map<SemanticNode, Local> locals;
    private final Map<SemanticNode, OpDefNode> operators;

    private Env(
            Map<SemanticNode, Value> values, Map<SemanticNode, Local> locals, Map<SemanticNode, OpDefNode> operators) {
        this.values = values;
        this.locals = locals;
        this.operators = operators;
    }

    Env with(SemanticNode name, Value value) {
        Map<SemanticNode, Value> more = new HashMap<>(values);
        more.put(name, value);
        return new Env(more, locals, operators);
    }

    Env with(SemanticNode name, Local local) {
        Map<SemanticNode, Local> more = new HashMap<>(locals);
        more.put(name, local);
        return new Env(values, more, operators);
    }

    Env with(SemanticNode parameter, OpDefNode operator) {
        Map<SemanticNode, OpDefNode> more = new HashMap<>(operators);
        more.put(parameter, operator);
        return new Env(values, locals, more);
    }

    Value value(SemanticNode name) {
        return values.get(name);
    }

    /** The operator that a parameter stands for, or null. */
    OpDefNode operator(SemanticNode parameter) {
        return operators.get(parameter);
    }

    Local local(SemanticNode name) {
        return locals.get(name);
    }
}
