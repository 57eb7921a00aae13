package io.tidecast.faults;

import io.tidecast.cli.Main;

/** The command line itself, on a leash. */
public final class AppMain {
    private AppMain() {}

    public static void main(String[] args) {
        Leash.tie();
        Main.main(args);
    }
}
