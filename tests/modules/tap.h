/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TAP for tests in kernel modules.
 *
 * A module has TAP_TESTS(run) once. Reading its
 * /sys/kernel/debug/MODULE/results calls run() and prints a line per case. The
 * case counter is global to the module, so don't read the file twice at a time.
 */
#ifndef TESTS_MODULES_TAP_H
#define TESTS_MODULES_TAP_H

#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

/**
 * tap_line() - print a case's TAP line
 * @s:		the file being read
 * @n:		number of cases so far; incremented
 * @name:	test case
 * @ok:		did it pass?
 * @got:	the offending value, printed on failure
 */
static inline void tap_line(struct seq_file *s, unsigned int *n, const char *name, bool ok,
			    long got)
{
	seq_printf(s, "%sok %u - %s\n", ok ? "" : "not ", ++*n, name);
	if (!ok)
		seq_printf(s, "# %s: got %ld (%#lx)\n", name, got, got);
}

/**
 * TAP_TESTS() - everything a test module needs besides its tests
 * @run:	void function that takes a &struct seq_file and calls tap() for each case
 *
 * Put it before the tests, as it defines tap(s, name, ok, got) for them.
 */
#define TAP_TESTS(run)									\
	static void run(struct seq_file *s);						\
	static struct dentry *tap_dir;							\
	static unsigned int tap_count;							\
											\
	static void tap(struct seq_file *s, const char *name, bool ok, long got)	\
	{										\
		tap_line(s, &tap_count, name, ok, got);					\
	}										\
											\
	static int results_show(struct seq_file *s, void *unused)			\
	{										\
		tap_count = 0;								\
		run(s);									\
		seq_printf(s, "1..%u\n", tap_count);					\
		return 0;								\
	}										\
	DEFINE_SHOW_ATTRIBUTE(results);							\
											\
	static int __init tap_init(void)						\
	{										\
		tap_dir = debugfs_create_dir(KBUILD_MODNAME, NULL);			\
		debugfs_create_file("results", 0400, tap_dir, NULL, &results_fops);	\
		return 0;								\
	}										\
	module_init(tap_init);								\
											\
	static void __exit tap_exit(void)						\
	{										\
		debugfs_remove_recursive(tap_dir);					\
	}										\
	module_exit(tap_exit)

#endif /* TESTS_MODULES_TAP_H */
