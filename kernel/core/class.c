// SPDX-License-Identifier: GPL-2.0-only
/* The "tee" device class, with the identity attributes and uevent variables. */

#include "core/class.h"
#include "core/identity.h"

const struct class tee_class = {
	.name = "tee",
	.dev_groups = tee_identity_groups,
	.dev_uevent = tee_identity_uevent,
};

int tee_class_init(void)
{
	return class_register(&tee_class);
}

void tee_class_exit(void)
{
	class_unregister(&tee_class);
}
