/** A page that tries everything a page could try, and writes down what worked. `port`: a server that must hear nothing. */
export function hostilePage(port: number): { html: string; script: string } {
  const away = `http://127.0.0.1:${String(port)}`
  const html = `<!doctype html>
<html>
  <head>
    <meta charset="utf-8" />
    <script src="./hostile.js"></script>
    <base href="${away}/" />
    <script>ran.push('inline script')</script>
    <script nonce="__NONCE__x">ran.push('inline script with a guessed nonce')</script>
    <style>body { color: rgb(9, 9, 9) }</style>
    <link rel="stylesheet" href="${away}/style.css" />
    <link rel="preload" as="image" href="${away}/preload.png" />
    <link rel="prefetch" href="${away}/prefetch.html" />
    <link rel="preconnect" href="${away}" />
    <link rel="icon" href="${away}/icon.png" />
  </head>
  <body onload="ran.push('event attribute')" style="background: rgb(8, 8, 8)">
    <script src="${away}/remote.js"></script>
    <img src="${away}/image.png" onerror="ran.push('error attribute')" />
    <iframe src="${away}/frame.html"></iframe>
    <iframe src="data:text/html,<script>parent.postMessage('data frame', '*')</script>"></iframe>
    <iframe srcdoc="<script>parent.ran.push('written frame')</script>"></iframe>
    <iframe src="app://ui/index.html" id="self"></iframe>
    <object data="${away}/object.swf"></object>
    <embed src="${away}/embed.swf" />
    <video src="${away}/video.mp4"></video>
    <form action="${away}/form" id="form"><input name="a" value="1" /></form>
    <a href="javascript:ran.push('script address')" id="link">x</a>
    <a href="${away}/ping" ping="${away}/ping" id="ping">x</a>
    <div id="target"></div>
  </body>
</html>`
  const script = `
const ran = (window.ran = [])
const breaches = (window.breaches = [])
addEventListener('securitypolicyviolation', event => breaches.push(event.effectiveDirective))
addEventListener('message', event => ran.push(event.data))
const pause = ms => new Promise(resolve => setTimeout(resolve, ms, 'harmless'))
const attempt = async (name, work) => {
  try { if ((await Promise.race([work(), pause(1000)])) !== 'harmless') ran.push(name) } catch {}
}
window.finished = (async () => {
  await new Promise(resolve => addEventListener('load', resolve))
  await attempt('markup', () => { document.getElementById('target').innerHTML = '<b>x</b>' })
  await attempt('a policy for markup under another name', () => trustedTypes.createPolicy('other', {}))
  // From here on only the rules for scripts stand in the way.
  const same = text => text
  trustedTypes.createPolicy('default', { createHTML: same, createScript: same, createScriptURL: same })
  document.getElementById('target').innerHTML = '<img src="x" onerror="ran.push(location.hash + 1)">'
  await attempt('eval', () => eval('1'))
  await attempt('new Function', () => new Function('return 1')())
  await attempt('text timer', () => { setTimeout("ran.push('text timer ran')"); return pause(50) })
  await attempt('written script', () => { const s = document.createElement('script'); s.text = "ran.push('written script ran')"; document.body.append(s); return pause(50) })
  await attempt('script from away', () => new Promise((resolve, reject) => { const s = document.createElement('script'); s.src = '${away}/late.js'; s.onload = resolve; s.onerror = reject; document.body.append(s) }))
  await attempt('fetch', () => fetch('${away}/fetch', { mode: 'no-cors' }))
  await attempt('request', () => new Promise((resolve, reject) => { const r = new XMLHttpRequest(); r.onload = resolve; r.onerror = reject; r.open('GET', '${away}/xhr'); r.send() }))
  await attempt('socket', () => new Promise((resolve, reject) => { const s = new WebSocket('${away.replace('http', 'ws')}/'); s.onopen = resolve; s.onerror = reject }))
  await attempt('event source', () => new Promise((resolve, reject) => { const s = new EventSource('${away}/'); s.onopen = resolve; s.onerror = reject }))
  await attempt('import', () => import('${away}/module.js'))
  await attempt('worker', () => new Promise((resolve, reject) => { const w = new Worker('data:text/javascript,postMessage(1)'); w.onmessage = resolve; w.onerror = reject }))
  await attempt('service worker', () => navigator.serviceWorker.register('./hostile.js'))
  await attempt('file', () => fetch('file:///etc/hostname'))
  await attempt('another host of ours', () => fetch('app://other/index.html'))
  await attempt('beacon', () => { navigator.sendBeacon('${away}/beacon'); return 'harmless' })
  await attempt('form', () => { document.getElementById('form').submit(); return pause(100) })
  await attempt('script address', () => { document.getElementById('link').click(); return pause(100) })
  await attempt('ping', () => { document.getElementById('ping').click(); return pause(100) })
  const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${String(port)}' }] })
  peer.createDataChannel('x')
  await peer.setLocalDescription(await peer.createOffer())
  await pause(1000)
  peer.close()
  return { ran, breaches, color: getComputedStyle(document.body).color, background: getComputedStyle(document.body).backgroundColor }
})()
`
  return { html, script }
}
