package dev.jobgrid.server.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** The signal HUP, with which log rotation makes a server reopen its files. */
final class HangupSignal {
    private HangupSignal() {}

    /**
     * Has HUP do this instead of ending the process. Does nothing where there is no such signal, as on Windows.
     *
     * @param action is called on a thread of its own, once for each signal
     */
    static void handle(Runnable action) {
        try {
            // By reflection, because compilers warn of sun.misc, which has no successor for signals.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler call = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                }
                return null;
            };
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("HUP"),
                            Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, call));
        } catch (InvocationTargetException e) {
            System.getLogger(HangupSignal.class.getName())
                    .log(System.Logger.Level.DEBUG, "this platform has no signal HUP", e.getCause());
        } catch (ReflectiveOperationException e) {
            System.getLogger(HangupSignal.class.getName())
                    .log(System.Logger.Level.WARNING, "HUP ends the server: this JVM handles no signals", e);
        }
    }
}
