package dev.jobgrid.storage.internal.jobs;

/** Another run holds a device of a change; the change's transaction is rolled back. Stays inside this package. */
public final class DeviceHeldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ChangeRow change;

    public DeviceHeldException(ChangeRow change) {
        super("run " + change.last().after().run() + " needs a device that another run holds");
        this.change = change;
    }

    ChangeRow change() {
        return change;
    }
}
