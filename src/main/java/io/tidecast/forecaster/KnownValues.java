package io.tidecast.forecaster;

import io.tidecast.device.ToldValues;

/**
 * Future covariates of the devices of a task: their own, which are of the task's transaction, before those that the
 * table has of groups and of all.
 */
record KnownValues(ToldValues own, KnownAheadTable table) {
    /**
     * What is known of the steps after an origin.
     *
     * @param model id of the model that the device belongs to, which is its group
     * @param origin index of the newest step
     */
    KnownAheadTable.Told ahead(String device, String model, long origin) {
        return table.ahead(own.of(device), model, origin);
    }
}
