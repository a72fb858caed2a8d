import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { Sprite } from "@/components/ui/sprite";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Curfew", template: "%s · Curfew" },
  description: "Who is on, log them off, prove when they left.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#0b0d10" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  await connection();
  const kept = (await cookies()).get("curfew-theme")?.value;
  // Without a choice the style sheet follows the system, so nothing flashes and no script is needed.
  const theme = kept === "light" || kept === "dark" ? kept : undefined;
  return (
    <html
      lang="en"
      data-theme={theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <Sprite />
        {children}
      </body>
    </html>
  );
}
