// matrix-js-sdk (the engine of Element): says each text, and prints what the SDK knows afterwards.
import * as sdk from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";

logger.disableAll?.();
const { url, user, password, room, texts } = JSON.parse(process.argv[2]);
const first = sdk.createClient({ baseUrl: url });
const login = await first.loginRequest({
    type: "m.login.password", identifier: { type: "m.id.user", user }, password,
});
const client = sdk.createClient({
    baseUrl: url, accessToken: login.access_token, userId: login.user_id, deviceId: login.device_id,
    scheduler: new sdk.MatrixScheduler(),
});
await client.startClient({ initialSyncLimit: 20 });
await new Promise((done) => client.on(sdk.ClientEvent.Sync, (state) => state === "PREPARED" && done()));
const told = [];
for (const text of texts) {
    try {
        const sent = await client.sendTextMessage(room, text);
        told.push({ text, ok: true, event: sent.event_id });
    } catch (error) {
        told.push({ text, ok: false, status: error.httpStatus, says: error.data?.error ?? String(error) });
    }
}
await new Promise((done) => setTimeout(done, 1500));  // for the echo by way of sync
const events = client.getRoom(room).getLiveTimeline().getEvents();
for (const one of told.filter((each) => each.ok)) {
    one.shown = events.find((each) => each.getId() === one.event)?.getContent().body;
}
const pending = client.getRoom(room).getPendingEvents?.bind(client.getRoom(room));
let waiting = [];
try { waiting = pending?.() ?? []; } catch { waiting = []; }
for (const one of told.filter((each) => !each.ok)) {
    one.shown = [...events, ...waiting].find((each) => each.getContent().body === one.text)?.status ?? null;
}
console.log(JSON.stringify({ told, home: client.baseUrl, wellKnown: login.well_known }));
process.exit(0);
