/* SPDX-License-Identifier: BSD-2-Clause */
/* Helpers for the tests of login methods. */
#ifndef TEST_LOGIN_H
#define TEST_LOGIN_H

#include <stdint.h>

#include "tee.h"

#define APPLICATION_LOGINS 3

extern const uint32_t application_logins[APPLICATION_LOGINS];

/* Skip the test if this core lacks application logins. */
void need_application_logins(void);

/* Open a session, with @group if the login method takes one; -1 with errno. */
int try_login(int fd, const uint8_t *ta, uint32_t login, uint32_t group,
	      struct open_arg *open);

/* own_path returns the path of this process's executable. copy_self copies that executable. */
const char *own_path(void);
void copy_self(const char *to);

#endif /* TEST_LOGIN_H */
