/* SPDX-License-Identifier: GPL-2.0-only */
/* Hooks that tell watches about new and departing devices. */
#ifndef TEE_WATCH_H
#define TEE_WATCH_H

struct tee_device;

void tee_watch_device_arrived(struct tee_device *teedev);
void tee_watch_device_leaving(struct tee_device *teedev, unsigned long timeout);

#endif /* TEE_WATCH_H */
