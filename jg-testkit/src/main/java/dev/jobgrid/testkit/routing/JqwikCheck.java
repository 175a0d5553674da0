package dev.jobgrid.testkit.routing;

/** Looks for the engine that runs properties. */
final class JqwikCheck {
    private static final String ENGINE = "net.jqwik.engine.JqwikTestEngine";

    private JqwikCheck() {}

    /** Fails if there is none, or the JUnit platform at hand is not one that it works with. */
    static void require() {
        try {
            Class.forName(ENGINE).getConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new AssertionError(
                    "no engine runs properties here, so none of these laws was tried: jg-testkit brings"
                            + " net.jqwik:jqwik-engine, and jg-bom the version of JUnit that it works with; import the"
                            + " one first of all and exclude nothing of the other",
                    e);
        }
    }
}
